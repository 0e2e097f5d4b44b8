import {aws} from './aws.mjs'
import {flows} from './flows.mjs'
import {logs} from './logs.mjs'
import {scim} from './scim.mjs'

/**
 * The story that `npm run demo` and the README's picture tell, in chapters. Each step is what a person types; `exit` is the
 * code it must end with, `needs` a program it uses besides ours, `inPicture` that it is typed for the picture too.
 */
export const chapters = [aws, scim, logs, flows]
