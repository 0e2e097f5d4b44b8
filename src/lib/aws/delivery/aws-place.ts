import type {EndpointSettings} from '../config/profile.js'

/** Which region's service is meant, and what stands in its place. */
export interface AwsPlace {
  readonly region: string
  readonly endpoints: EndpointSettings
}
