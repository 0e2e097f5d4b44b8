import type {Settings} from './config-file.js'
import {readSectionName, writeSectionName, type SectionName} from './section-name.js'

/** Which section an edit means, and how its header is written when the file does not have it. */
export interface SectionTarget {
  readonly header: string
  readonly isMeantBy: (header: string) => boolean
}

/** What one section shall say; keys that are not mentioned stay as they are. */
export interface SectionEdit {
  readonly target: SectionTarget
  readonly set: Settings
  readonly unset?: readonly string[]
}

/** A section of `~/.aws/config`, however its header is quoted. */
export function configSection(wanted: SectionName): SectionTarget {
  return {
    header: writeSectionName(wanted),
    isMeantBy: (header) => {
      const found = readSectionName(header)
      return found?.kind === wanted.kind && found.name === wanted.name
    },
  }
}

/** A section of `~/.aws/credentials`, where the header is the bare name. */
export function credentialsSection(name: string): SectionTarget {
  return {header: name, isMeantBy: (header) => header === name}
}
