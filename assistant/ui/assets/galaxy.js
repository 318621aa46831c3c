// Gives Chainlit's picture buttons names that screen readers can say, in the
// visitor's language, from the interface texts of the page itself.
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
    ['#chat-input', texts.chat?.input?.placeholder]
  ]
  const name = () => {
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
