#!/usr/bin/env node
'use strict'
require('../dist/credentials.cjs').main()
