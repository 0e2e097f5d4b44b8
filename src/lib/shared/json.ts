/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object; what a name stands for is only known after a look. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined
}
