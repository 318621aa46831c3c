// An answer: its lines as text, each marker a button that opens the source card.
// Every string is put on the screen as text; nothing is read as Markdown or HTML.
// One that is still being written follows another element, whose props are its own: so
// it grows in its place, where new props of itself would have it drawn anew.
import { useLayoutEffect, useRef, useState } from 'react'
import { useRecoilValue, useSetRecoilState } from 'recoil'
import { elementState, sideViewState } from '@chainlit/react-client'

// Chainlit draws all anew when an answer begins or ends: the focus stays on its marker.
const lost = (window.galaxyFocus ??= {})

function useKeptFocus(root, key) {
  useLayoutEffect(() => {
    const answer = root.current
    if (lost.answer === key) {
      find(key, lost.marker)?.focus({ preventScroll: true })
      lost.answer = undefined
    }
    return () => {
      const at = document.activeElement
      if (!answer.contains(at) || !at.dataset.marker) return
      lost.answer = key
      lost.marker = at.dataset.marker
    }
  }, [])
}

function find(key, marker) {
  return document.querySelector(`[data-answer="${CSS.escape(key)}"] [data-marker="${CSS.escape(marker)}"]`)
}

export default function Answer() {
  const openPanel = useSetRecoilState(sideViewState)
  const elements = useRecoilValue(elementState)
  const [copied, setCopied] = useState('')
  const root = useRef(null)
  const view = (props.follows && elements.find((e) => e.id === props.follows)?.props) || props
  const key = props.follows ?? props.reference
  useKeptFocus(root, key)

  const cards = {}
  for (const card of view.cards) cards[card.marker] = card

  function open(marker) {
    const card = cards[marker]
    openPanel({
      title: card.heading,
      elements: [
        {
          id: `${key}-${marker}`,
          type: 'custom',
          name: 'Source',
          display: 'side',
          props: { ...card, answer: key, screen_language: view.language, direction: view.direction }
        }
      ]
    })
  }

  // The page of a PDF takes a moment to draw: it begins when a marker is aimed at.
  function prepare(marker) {
    const picture = cards[marker].picture
    if (picture) new Image().src = picture.address
  }

  async function copy() {
    setCopied(await window.galaxyCopy(view.copy_text))
  }

  function part(piece, at) {
    if (piece.apart) return <bdi key={at}>{piece.text}</bdi>
    if (piece.partly)
      return (
        <span key={at} className="galaxy-partly" title={view.partly_label}>
          {piece.text}
        </span>
      )
    if (piece.marker === null) return <span key={at}>{piece.text}</span>
    const card = cards[piece.marker]
    const partly = card.check?.verdict === 'partial' ? ` (${view.partly_label})` : ''
    return (
      <button
        key={at}
        type="button"
        className="galaxy-marker"
        data-marker={piece.marker}
        aria-label={card.open_label + partly}
        title={card.title}
        onPointerEnter={() => prepare(piece.marker)}
        onFocus={() => prepare(piece.marker)}
        onClick={() => open(piece.marker)}
      >
        {piece.text}
      </button>
    )
  }

  // A bar is decoration: the number stands beside it, and the whole row is a link.
  function bar(row, at) {
    return (
      <tr key={at}>
        <th scope="row" dir="auto">
          <a href={row.address} target="_blank" rel="noopener" title={row.open_label}>
            {row.label}
          </a>
        </th>
        <td>
          <span className="galaxy-bar" aria-hidden="true" style={{ inlineSize: `${row.share * 100}%` }} />
        </td>
        <td className="galaxy-count">{row.count}</td>
      </tr>
    )
  }

  function counts(table, rows, hidden) {
    return (
      <table className="galaxy-counts">
        <caption className={hidden ? 'sr-only' : undefined}>{table.caption}</caption>
        <colgroup>
          <col className="galaxy-count-label" />
          <col />
          <col className="galaxy-count-number" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">{table.label_heading}</th>
            <td />
            <th scope="col">{table.count_heading}</th>
          </tr>
        </thead>
        <tbody>{rows.map(bar)}</tbody>
      </table>
    )
  }

  function words(line) {
    const parts = line.parts.map((piece, index) => part(piece, index))
    if (line.marker === null) return parts
    return (
      <button type="button" className="galaxy-nearest" onClick={() => open(line.marker)}>
        {parts}
      </button>
    )
  }

  return (
    <div
      ref={root}
      className="galaxy-answer"
      data-answer={key}
      lang={view.language}
      dir={view.direction}
      aria-live={props.follows ? 'polite' : undefined}
    >
      {view.table ? (
        <div className="galaxy-counted">
          {counts(view.table, view.table.rows, false)}
          {view.table.rest.length ? (
            <details>
              <summary>{view.table.more_label}</summary>
              {counts(view.table, view.table.rest, true)}
            </details>
          ) : null}
          {view.table.further ? <p className="galaxy-note-line">{view.table.further}</p> : null}
        </div>
      ) : null}
      {view.lines.map((line, at) => (
        <p
          key={at}
          className={`galaxy-${line.kind}-line`}
          dir={line.kind === 'quote' ? 'auto' : view.direction}
        >
          {words(line)}
        </p>
      ))}
      {view.search ? (
        <p className="galaxy-text-line">
          <a className="galaxy-search-link" href={view.search.address} target="_blank" rel="noopener">
            {view.search.label}
          </a>
        </p>
      ) : null}
      {view.choices.length ? (
        <div className="galaxy-choices">
          {view.choices.map((choice) => (
            <button
              key={choice}
              type="button"
              className="galaxy-choice"
              dir="auto"
              onClick={() => sendUserMessage(choice)}
            >
              {choice}
            </button>
          ))}
        </div>
      ) : null}
      {view.status ? (
        <p className="galaxy-status">{view.status}</p>
      ) : (
        <div className="galaxy-foot">
          <button type="button" className="galaxy-copy" onClick={copy}>
            {view.copy_label}
          </button>
          <span role="status">{copied === 'done' ? view.copied_label : ''}</span>
          {view.reference ? (
            <span className="galaxy-reference">
              <bdi>{view.reference}</bdi>
            </span>
          ) : null}
        </div>
      )}
      {copied === 'failed' ? (
        <label className="galaxy-copy-text">
          {view.copy_failed_label}
          <textarea readOnly dir="auto" rows={8} value={view.copy_text} />
        </label>
      ) : null}
    </div>
  )
}
