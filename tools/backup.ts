/** Copies the database while the server runs. Usage: npm run backup -- FILE */
import { databaseOrGiveUp, fileOrGiveUp, giveUp } from './database.ts';
import { backUp } from '../server/store/sqlite/backup.ts';

const copy = fileOrGiveUp('npm run backup -- FILE');
try {
  backUp(databaseOrGiveUp(), copy);
  console.log(
    `The game is copied to ${copy}. The copy holds what is deleted later, too: keep it as long as you may.`,
  );
} catch (error) {
  giveUp((error as Error).message);
}
