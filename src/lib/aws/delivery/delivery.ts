/** Where events can go in AWS, behind one door (lib/cli/sink-makers.ts). */
export {cloudWatchGroup} from './cloudwatch-group.js'
export {s3Objects} from './s3-objects.js'
