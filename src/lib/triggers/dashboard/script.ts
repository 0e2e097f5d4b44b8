/**
 * Fetches the page again every few seconds and puts its figures in the place of the old ones, so that the view stays where it is.
 * Nothing is built here from data: the server has escaped all of it. Allowed by its hash; without it the page reloads itself.
 */
export const script = `
(() => {
  const lost = document.querySelector('.lost')
  const isBusy = () => document.hidden || !(getSelection()?.isCollapsed ?? true)
  const refresh = async () => {
    if (isBusy()) return
    try {
      const answer = await fetch(location.href, {redirect: 'error'})
      if (!answer.ok) throw new Error(String(answer.status))
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      if (!isBusy()) document.querySelector('main').replaceWith(document.adoptNode(page.querySelector('main')))
      lost.hidden = true
    } catch {
      lost.hidden = false
    }
  }
  setInterval(refresh, 3000)
  document.addEventListener('visibilitychange', refresh)
})()
`
