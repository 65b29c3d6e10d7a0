/** Copies the database while the server runs. Usage: npm run backup -- FILE */
import { databaseOrGiveUp, fileOrGiveUp, giveUp } from './database.ts';
import { backUp } from '../server/store/sqlite/backup.ts';

const copy = fileOrGiveUp('npm run backup -- FILE');
try {
  backUp(databaseOrGiveUp(), copy);
  console.log(
    `Database copied to ${copy}. The copy keeps sessions that are deleted later: delete it when they must be gone.`,
  );
} catch (error) {
  giveUp((error as Error).message);
}
