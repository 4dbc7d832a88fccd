// Run as a process of its own: starts or joins the server of a folder, says so in one line, and stays until its input ends or it is killed.
import { startEmbedded } from '../index.ts';

const [, , dataDir] = process.argv;
const server = await startEmbedded(dataDir ? { dataDir, settings: { fsync: 'off' } } : { ephemeral: true });
process.stdout.write(`${JSON.stringify({ url: server.url, dataDir: server.dataDir, started: server.started })}\n`);
process.stdin.resume();
process.stdin.on('end', async () => {
  await server.stop();
  process.exit(0);
});
