import {randomUUID} from 'node:crypto'
import type {Answer, Service} from './call.js'
import {oauthErrorOf, type ServiceError} from './service-error.js'
import {stsError} from './xml.js'

/** How each service writes down that it refuses. */
export function renderRefusal(service: Service, error: ServiceError): Answer {
  const {status, exception, message, headers} = error
  if (service === 'sts') {
    return {
      status,
      headers: {...headers, 'content-type': 'text/xml'},
      body: stsError(exception.replace(/Exception$/, ''), message),
    }
  }
  if (service === 'identity_store') return identityStoreRefusal(error)
  if (service === 'secrets') {
    return {
      status,
      headers: {...headers, 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID()},
      body: JSON.stringify({__type: exception, Message: message, message}),
    }
  }
  if (service === 'signin') {
    return {
      status,
      headers: {...headers, 'content-type': 'text/html'},
      body: '<html><body>Bad request</body></html>',
    }
  }
  return {
    status,
    headers: {
      ...headers,
      'x-amzn-errortype': `${exception}:http://internal.amazon.com/coral/com.amazonaws.${service === 'oidc' ? 'ssooidc' : 'switchboard.portal'}/`,
      'x-amzn-requestid': randomUUID(),
    },
    body:
      service === 'oidc'
        ? {error: oauthErrorOf(exception), error_description: message, message}
        : {message, __type: `com.amazonaws.switchboard.portal#${exception}`},
  }
}

/** Its throttling is a 400, and says when to come again in the body, if at all. */
function identityStoreRefusal({status, exception, message, headers, more}: ServiceError): Answer {
  const isThrottling = status === 429
  const {'retry-after': seconds, ...others} = headers
  const RequestId = randomUUID()
  return {
    status: isThrottling ? 400 : status,
    headers: {...others, 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': RequestId},
    body: JSON.stringify({
      __type: isThrottling ? 'ThrottlingException' : exception,
      Message: message,
      RequestId,
      ...(isThrottling && seconds !== undefined ? {RetryAfterSeconds: Number(seconds)} : {}),
      ...more,
    }),
  }
}
