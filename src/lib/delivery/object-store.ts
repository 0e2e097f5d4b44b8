/** One object to keep. */
export interface StoredObject {
  readonly key: string
  readonly body: Uint8Array
  readonly contentType: string
  readonly contentEncoding?: string
}

/** A bucket of an object store. */
export interface ObjectStore {
  /** `s3://BUCKET`. */
  readonly label: string
  /**
   * Resolves when the object is stored; an object of the same key is replaced.
   * @throws PassingFailure for what another try may mend, OpsError for the rest
   */
  readonly put: (object: StoredObject, signal?: AbortSignal) => Promise<void>
}
