import type {Store} from './store.js'

/**
 * For a journal that holds names and addresses: from now on what this connection removes is overwritten with zeros, not only
 * marked as free.
 * @returns brings that into the database file without waiting for anybody; the write-ahead log beside it still has what was
 *   removed until it is written over
 */
export function createOverwriting(store: Store): () => void {
  store.prepare('PRAGMA secure_delete = ON').all()
  const checkpoint = store.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  return () => {
    checkpoint.all()
  }
}
