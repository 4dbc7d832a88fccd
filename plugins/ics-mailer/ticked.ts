export { ticked } from '../web/contract.ts';
