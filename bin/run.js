#!/usr/bin/env node
import {enableCompileCache} from './compile-cache.js'

enableCompileCache()
if (process.env.DEBUG || process.env.OKTA_OPS_LOG === 'debug') process.setSourceMapsEnabled(true)

const {execute} = await import('../dist/cli.js')
await execute({dir: import.meta.url})
