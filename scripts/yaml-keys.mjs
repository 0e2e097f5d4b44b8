/** Every key of each YAML file a person may write, as the schemas themselves list them; `[]` marks a list. */
export const yamlKeys = []
