import type {RejectedLogEventsInfo} from '@aws-sdk/client-cloudwatch-logs'
import type {GroupRefusals, LogGroup} from '../../delivery/log-group.js'
import type {Machine} from '../../shared/machine.js'
import {logsEndpoint} from '../service/endpoints.js'
import {createLogsClient, type CredentialSupply} from '../service/sdk.js'
import {readServiceRefusal} from '../service/service-error.js'
import type {AwsPlace} from './aws-place.js'
import {judgedFailure} from './s3-objects.js'

/** Which stream of which log group. */
export interface GroupPlace extends AwsPlace {
  readonly group: string
  readonly stream: string
}

/**
 * A stream of a CloudWatch log group. Needs `logs:PutLogEvents`, and `logs:CreateLogGroup` and `logs:CreateLogStream` where
 * they do not exist yet.
 */
export function cloudWatchGroup(machine: Machine, place: GroupPlace, supply: CredentialSupply): LogGroup {
  const {group: logGroupName, stream: logStreamName, region} = place
  const label = `cloudwatch:${logGroupName} (${logStreamName})`
  const client = createLogsClient(
    machine,
    {region, endpoint: logsEndpoint(machine, region, place.endpoints)},
    supply,
  )
  client.catch(() => undefined)
  return {
    label,
    prepare: async (signal) => {
      const {CreateLogGroupCommand, CreateLogStreamCommand} = await import('@aws-sdk/client-cloudwatch-logs')
      const options = signal === undefined ? {} : {abortSignal: signal}
      const logs = await client
      const stream = new CreateLogStreamCommand({logGroupName, logStreamName})
      try {
        await made(() => logs.send(stream, options))
      } catch (error) {
        if (readServiceRefusal(error)?.name !== 'ResourceNotFoundException')
          throw judgedFailure(error, `cannot use ${label}`)
        try {
          await made(() => logs.send(new CreateLogGroupCommand({logGroupName}), options))
          await made(() => logs.send(stream, options))
        } catch (again) {
          throw judgedFailure(again, `cannot make ${label}`)
        }
      }
    },
    put: async (events, signal) => {
      const {PutLogEventsCommand} = await import('@aws-sdk/client-cloudwatch-logs')
      try {
        const answer = await (
          await client
        ).send(
          new PutLogEventsCommand({logGroupName, logStreamName, logEvents: [...events]}),
          signal === undefined ? {} : {abortSignal: signal},
        )
        return refusalsIn(answer.rejectedLogEventsInfo, events.length)
      } catch (error) {
        throw judgedFailure(error, `cannot write to ${label}`)
      }
    },
  }
}

/** Runs a creation; that it exists already is as good. */
async function made(create: () => Promise<unknown>): Promise<void> {
  try {
    await create()
  } catch (error) {
    if (readServiceRefusal(error)?.name !== 'ResourceAlreadyExistsException') throw error
  }
}

/** The service names the first or last index on the wrong side of a border. */
export function refusalsIn(info: RejectedLogEventsInfo | undefined, count: number): GroupRefusals {
  const refused: {index: number; reason: string}[] = []
  const add = (from: number, end: number, reason: string): void => {
    for (let index = from; index < end; index++) refused.push({index, reason})
  }
  if (info?.tooOldLogEventEndIndex !== undefined)
    add(0, info.tooOldLogEventEndIndex, 'older than CloudWatch Logs takes')
  else if (info?.expiredLogEventEndIndex !== undefined)
    add(0, info.expiredLogEventEndIndex, "older than the log group's retention")
  if (info?.tooNewLogEventStartIndex !== undefined)
    add(info.tooNewLogEventStartIndex, count, 'too far in the future for CloudWatch Logs')
  return {refused}
}
