/** Puts a copy of the database in its place, while no server runs. Usage: npm run restore -- FILE */
import { databaseOrGiveUp, fileOrGiveUp, giveUp } from './database.ts';
import { restore } from '../server/store/sqlite/backup.ts';

const copy = fileOrGiveUp('npm run restore -- FILE');
try {
  const old = restore(copy, databaseOrGiveUp());
  console.log(`Database restored from ${copy}.`);
  if (old !== null) console.log(`The previous database is at ${old}. Delete it when you no longer need it.`);
} catch (error) {
  giveUp((error as Error).message);
}
