/** Puts a copy of the database in its place, while no server runs. Usage: npm run restore -- FILE */
import { databaseOrGiveUp, fileOrGiveUp, giveUp } from './database.ts';
import { restore } from '../server/store/sqlite/backup.ts';

const copy = fileOrGiveUp('npm run restore -- FILE');
try {
  const old = restore(copy, databaseOrGiveUp());
  console.log(`The game is as ${copy} has it.`);
  if (old !== null) console.log(`What was there before is kept at ${old}. Delete it when all is well.`);
} catch (error) {
  giveUp((error as Error).message);
}
