// Gives Chainlit's picture buttons names that screen readers can say, and leads from its
// header to our other pages, in the visitor's language, from the interface texts of the
// page itself.

// Copies a text; gives 'done' or 'failed'. Browsers offer the clipboard on https and on
// this machine; else there is the older way.
window.galaxyCopy = async (text) => {
  try {
    await navigator.clipboard.writeText(text)
    return 'done'
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.style.position = 'fixed'
    field.style.opacity = '0'
    document.body.appendChild(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    return copied ? 'done' : 'failed'
  }
}

;(() => {
  // A question that the address brings is written once: it would else come back into
  // the box each time Chainlit draws that anew.
  const parameters = new URLSearchParams(location.search)
  if (!parameters.get('prompt')?.trim()) return
  const waiting = setInterval(() => {
    if (!document.getElementById('chat-input')?.value) return
    clearInterval(waiting)
    history.replaceState(history.state, '', location.pathname)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  }, 100)
})()

;(async () => {
  const language = navigator.language || 'en-US'
  const base = new URL(document.currentScript?.src ?? location.href).pathname.replace(/\/public\/.*$/, '')
  const answer = await fetch(`${base}/project/translations?language=${encodeURIComponent(language)}`)
  if (!answer.ok) return
  const texts = (await answer.json()).translation
  const names = [
    ['.positive-feedback-off, .positive-feedback-on', texts.chat?.messages?.feedback?.positive],
    ['.negative-feedback-off, .negative-feedback-on', texts.chat?.messages?.feedback?.negative],
    ['#new-chat-button', texts.navigation?.newChat?.button],
    ['#chat-submit', texts.chat?.input?.actions?.send],
    ['#stop-button', texts.chat?.input?.actions?.stop],
    ['#chat-input', texts.chat?.input?.placeholder],
    ['button:has(> svg.lucide-arrow-down)', texts.galaxy?.end]
  ]
  const pages = [
    ['/search', texts.galaxy?.search],
    ['/needs', texts.galaxy?.needs],
    ['/organizations', texts.galaxy?.organizations],
    ['/library', texts.galaxy?.library]
  ]
  const lead = () => {
    const about = document.getElementById('readme-button')
    if (!about || document.querySelector('.galaxy-pages')) return
    const menu = document.createElement('nav')
    menu.className = 'galaxy-pages'
    menu.setAttribute('aria-label', texts.galaxy?.menu ?? '')
    for (const [path, text] of pages) {
      if (!text) continue
      const link = document.createElement('a')
      link.href = path
      link.textContent = text
      menu.append(link)
    }
    about.before(menu)
  }
  const name = () => {
    lead()
    for (const [selector, text] of names)
      for (const element of document.querySelectorAll(selector))
        if (text && element.getAttribute('aria-label') !== text) element.setAttribute('aria-label', text)
  }
  let waiting = false
  new MutationObserver(() => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      name()
    })
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] })
  name()
})()
