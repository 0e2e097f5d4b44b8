#!/usr/bin/env node
import {enableCompileCache} from './compile-cache.js'

enableCompileCache()
if (process.env.DEBUG || process.env.OKTA_OPS_LOG === 'debug') process.setSourceMapsEnabled(true)

const {execute, tellStray} = await import('../dist/cli.js')
process.on('uncaughtException', (error) => process.exit(tellStray(error)))
// Without user plugins: oclif would look for them below HOME and complain on stderr when that cannot be read.
await execute({loadOptions: {root: import.meta.dirname, userPlugins: false}})
