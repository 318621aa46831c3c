// A source card in the side panel: the passage with the quoted words marked, and where
// it comes from. Of a PDF the page is shown above its words, of the rest what surrounds
// the passage; so too where there is no picture of the page after all.
import { useEffect, useRef, useState } from 'react'
import { useSetRecoilState } from 'recoil'
import { sideViewState } from '@chainlit/react-client'

function markerOf({ answer, marker }) {
  return `[data-answer="${CSS.escape(answer)}"] [data-marker="${CSS.escape(marker)}"]`
}

export default function Source() {
  const setPanel = useSetRecoilState(sideViewState)
  const heading = useRef(null)
  const mark = useRef(null)
  const marked = useRef(null)
  const cameFrom = useRef(null)
  const [page, setPage] = useState(props.picture ? 'loading' : 'none')
  const words = props.texts

  useEffect(() => {
    cameFrom.current = document.activeElement
    heading.current?.focus()
  }, [])

  useEffect(() => {
    if (page === 'none') mark.current?.scrollIntoView({ block: 'nearest' })
  }, [page])

  async function showMarks() {
    setPage('shown')
    try {
      // The browser has this very answer already; its head tells where the marks begin.
      const answer = await fetch(props.picture.address)
      const at = answer.headers.get('X-Marked-At')
      if (!at || !marked.current) return
      marked.current.style.top = `${at * 100}%`
      marked.current.scrollIntoView({ block: 'nearest' })
    } catch {
      // The page is shown from its top.
    }
  }

  function close() {
    setPanel(undefined)
    // What was pressed may have been drawn anew since.
    const pressed = cameFrom.current?.isConnected ? cameFrom.current : document.querySelector(markerOf(props))
    pressed?.focus?.()
  }

  return (
    <section
      className="galaxy-source"
      lang={props.screen_language}
      dir={props.direction}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="galaxy-source-head">
        <h2 ref={heading} tabIndex={-1} dir="auto" lang={props.language}>
          {props.title}
        </h2>
        <button type="button" className="galaxy-close" aria-label={props.close_label} onClick={close}>
          ✕
        </button>
      </div>
      {props.link ? (
        <a className="galaxy-link" href={props.link} target="_blank" rel="noopener noreferrer">
          {props.link_label}
        </a>
      ) : null}
      {props.check ? (
        <p className="galaxy-check" data-verdict={props.check.verdict}>
          {props.check.told}
        </p>
      ) : null}
      <h3>{props.passage_label}</h3>
      {props.note ? <p className="galaxy-note">{props.note}</p> : null}
      {page === 'none' ? null : (
        <a
          className="galaxy-page"
          href={props.picture.address}
          target="_blank"
          rel="noopener"
          title={props.picture.open_label}
          data-state={page}
        >
          <img
            src={props.picture.address}
            alt={props.picture.alt}
            loading="lazy"
            onLoad={showMarks}
            onError={() => setPage('none')}
          />
          <span ref={marked} className="galaxy-marked" aria-hidden="true" />
        </a>
      )}
      <blockquote dir="auto" lang={props.language}>
        {page === 'none' ? <span className="galaxy-context">{words.context_before}</span> : null}
        {words.before}
        {words.quote ? <mark ref={mark}>{words.quote}</mark> : null}
        {words.after}
        {page === 'none' ? <span className="galaxy-context">{words.context_after}</span> : null}
      </blockquote>
      <dl>
        {props.facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>
              <bdi>{fact.value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
