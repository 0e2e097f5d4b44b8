import type {Machine} from '../shared/machine.js'
import {openBrowser} from './browser.js'
import type {CallbackListener} from './callback-listener.js'
import {failurePage, type PageContent} from './callback-page.js'
import type {Voice} from './voice.js'

/** How somebody gets to the page on which they sign in. */
export interface BrowserWish {
  readonly openBrowser: boolean
  readonly voice: Voice
}

/** Opens the browser of this machine where that is wished, and says the address in any case. */
export async function sendToBrowser(
  machine: Machine,
  {voice, openBrowser: isWished}: BrowserWish,
  url: string,
): Promise<void> {
  const opened = isWished && (await openBrowser(machine, url))
  voice.say(
    opened
      ? 'Sign in with the browser that just opened, or open:'
      : 'Sign in with a browser on this machine:',
  )
  voice.say()
  voice.say(`  ${url}`)
  voice.say()
}

/**
 * Does what a sign-in takes while its page in the browser stays open, so that the page can say how it really ended; closes the
 * listener.
 * @param signIn what it returns tells the page how it ended well
 */
export async function whilePageWaits<T extends {readonly page: PageContent}>(
  listener: Pick<CallbackListener, 'conclude' | 'close'>,
  signIn: () => Promise<T>,
): Promise<T> {
  try {
    const done = await signIn()
    listener.conclude(done.page)
    return done
  } catch (error) {
    listener.conclude(failurePage(error))
    throw error
  } finally {
    await listener.close()
  }
}
