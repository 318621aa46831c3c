// A source card in the side panel: the passage with the quoted words marked, and where
// it comes from.
import { useEffect, useRef } from 'react'
import { useSetRecoilState } from 'recoil'
import { sideViewState } from '@chainlit/react-client'

export default function Source() {
  const setPanel = useSetRecoilState(sideViewState)
  const heading = useRef(null)
  const mark = useRef(null)
  const cameFrom = useRef(null)

  useEffect(() => {
    cameFrom.current = document.activeElement
    heading.current?.focus()
    mark.current?.scrollIntoView({ block: 'nearest' })
  }, [])

  function close() {
    setPanel(undefined)
    cameFrom.current?.focus?.()
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
      <h3>{props.passage_label}</h3>
      {props.note ? <p className="galaxy-note">{props.note}</p> : null}
      <blockquote dir="auto" lang={props.language}>
        {props.before}
        {props.quote ? <mark ref={mark}>{props.quote}</mark> : null}
        {props.after}
      </blockquote>
    </section>
  )
}
