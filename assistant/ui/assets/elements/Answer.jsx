// An answer: its lines as text, each marker a button that opens the source card.
// Every string is put on the screen as text; nothing is read as Markdown or HTML.
import { useState } from 'react'
import { useSetRecoilState } from 'recoil'
import { sideViewState } from '@chainlit/react-client'

function copyOldWay(text) {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.appendChild(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  return done
}

export default function Answer() {
  const openPanel = useSetRecoilState(sideViewState)
  const [copied, setCopied] = useState('')

  const cards = {}
  for (const card of props.cards) cards[card.marker] = card

  function open(marker) {
    const card = cards[marker]
    openPanel({
      title: card.heading,
      elements: [
        {
          id: `${props.reference}-${marker}`,
          type: 'custom',
          name: 'Source',
          display: 'side',
          props: { ...card, screen_language: props.language, direction: props.direction }
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
    // Browsers offer the clipboard on https and on this machine; else the older way.
    try {
      await navigator.clipboard.writeText(props.copy_text)
      setCopied('done')
    } catch {
      setCopied(copyOldWay(props.copy_text) ? 'done' : 'failed')
    }
  }

  function part(piece, at) {
    if (piece.apart) return <bdi key={at}>{piece.text}</bdi>
    if (piece.marker === null) return <span key={at}>{piece.text}</span>
    const card = cards[piece.marker]
    return (
      <button
        key={at}
        type="button"
        className="galaxy-marker"
        data-marker={piece.marker}
        aria-label={card.open_label}
        title={card.title}
        onPointerEnter={() => prepare(piece.marker)}
        onFocus={() => prepare(piece.marker)}
        onClick={() => open(piece.marker)}
      >
        {piece.text}
      </button>
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
    <div className="galaxy-answer" lang={props.language} dir={props.direction}>
      {props.lines.map((line, at) => (
        <p
          key={at}
          className={`galaxy-${line.kind}-line`}
          dir={line.kind === 'quote' ? 'auto' : props.direction}
        >
          {words(line)}
        </p>
      ))}
      {props.choices.length ? (
        <div className="galaxy-choices">
          {props.choices.map((choice) => (
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
      <div className="galaxy-foot">
        <button type="button" className="galaxy-copy" onClick={copy}>
          {props.copy_label}
        </button>
        <span role="status">{copied === 'done' ? props.copied_label : ''}</span>
        <span className="galaxy-reference"><bdi>{props.reference}</bdi></span>
      </div>
      {copied === 'failed' ? (
        <label className="galaxy-copy-text">
          {props.copy_failed_label}
          <textarea readOnly dir="auto" rows={8} value={props.copy_text} />
        </label>
      ) : null}
    </div>
  )
}
