// Plain JavaScript for any Node: says in one sentence what is wrong before a tool fails in a way of its own.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Atrium needs Node 24 or newer, this is ${process.versions.node}. Run "npm ci" with optional packages (it brings Node 24 on Linux x64), or install Node 24.`,
  );
  process.exit(1);
}
