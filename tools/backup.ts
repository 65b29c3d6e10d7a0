/** Copies the database while the server runs. Usage: npm run backup -- [--salvage] FILE */
import { databaseOrGiveUp, fileOrGiveUp, giveUp } from './database.ts';
import { nameInLog } from '../server/lib/keys.ts';
import { backUp, backUpWhole } from '../server/store/sqlite/backup.ts';
import { DataDamaged } from '../server/store/port.ts';

const args = process.argv.slice(2);
const isSalvage = args[0] === '--salvage';
const copy = fileOrGiveUp('npm run backup -- [--salvage] FILE', isSalvage ? args.slice(1) : args);
try {
  const database = databaseOrGiveUp();
  if (isSalvage) report(backUpWhole(database, copy));
  else backUp(database, copy);
  console.log(
    `Database copied to ${copy}. The copy keeps sessions that are deleted later: delete it when they must be gone.`,
  );
} catch (error) {
  const { message } = error as Error;
  if (!(error instanceof DataDamaged)) giveUp(message);
  giveUp(
    `The database is damaged: ${message}. To save the sessions that are whole: npm run backup -- --salvage FILE`,
  );
}

function report({ saved, lost }: ReturnType<typeof backUpWhole>): void {
  console.log(`Saved ${saved} of ${saved + lost.length} sessions.`);
  if (lost.length > 0) console.log(`Damaged, by their names in the log: ${lost.map(nameInLog).join(', ')}.`);
}
