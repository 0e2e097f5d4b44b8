/*
 * The three parts of oclif that commands are made of, from their own modules: the package's index would load its helpers for
 * versions and word wrapping with every command.
 */
export * as Args from '@oclif/core/args'
export {Command} from '@oclif/core/command'
export * as Flags from '@oclif/core/flags'
