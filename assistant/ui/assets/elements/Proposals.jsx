// Proposals: each organization with what it has done, every reason with markers that open
// its source card, what is not known, why it ranks where it does, and a draft message.
// Every string is put on the screen as text; nothing is read as Markdown or HTML.
import { useEffect, useRef, useState } from 'react'
import { useSetRecoilState } from 'recoil'
import { sideViewState } from '@chainlit/react-client'

// Chainlit draws all anew when an answer begins or ends: what a person wrote is kept.
const kept = (window.galaxyKept ??= {})

function useKept(name, first) {
  const [value, setValue] = useState(kept[name] ?? first)
  return [
    value,
    (next) => {
      kept[name] = next
      setValue(next)
    }
  ]
}

function Copy({ text, label, done, failed }) {
  const [copied, setCopied] = useState('')
  return (
    <>
      <button type="button" className="galaxy-copy" onClick={async () => setCopied(await window.galaxyCopy(text))}>
        {label}
      </button>
      <span role="status">{copied === 'done' ? done : ''}</span>
      {copied === 'failed' ? (
        <label className="galaxy-copy-text">
          {failed}
          <textarea readOnly dir="auto" rows={8} value={text} />
        </label>
      ) : null}
    </>
  )
}

function Draft({ proposal }) {
  const said = props.labels
  const id = `draft-${props.key}-${proposal.rank}`
  const [draft, setDraft] = useKept(id, { open: false, language: '', texts: {}, subjects: {} })
  const [problem, setProblem] = useState('')
  const opener = useRef(null)
  const field = useRef(null)
  const wasOpen = useRef(draft.open)

  useEffect(() => {
    if (draft.open && !wasOpen.current) {
      field.current?.focus()
      field.current?.setSelectionRange(0, 0)
    }
    wasOpen.current = draft.open
  }, [draft.open, draft.language])

  async function write(language) {
    setProblem('')
    if (language && draft.texts[language] !== undefined) {
      setDraft({ ...draft, open: true, language })
      return
    }
    try {
      const payload = { key: props.key, rank: proposal.rank, language: language || null }
      const answer = await callAction({ name: 'draft', payload })
      const made = answer?.success ? answer.response : null
      if (!made || made.problem) {
        setProblem(made?.problem ?? said.draft_gone)
        return
      }
      setDraft({
        open: true,
        language: made.language,
        texts: { ...draft.texts, [made.language]: made.text },
        subjects: { ...draft.subjects, [made.language]: made.subject }
      })
    } catch {
      setProblem(said.draft_gone)
    }
  }

  function close() {
    setDraft({ ...draft, open: false })
    setTimeout(() => opener.current?.focus())
  }

  if (!draft.open)
    return (
      <>
        <button
          ref={opener}
          type="button"
          className="galaxy-copy galaxy-draft-open"
          aria-label={proposal.draft_label}
          onClick={() => write(draft.language)}
        >
          {said.draft}
        </button>
        <span role="status" className="galaxy-note">
          {problem}
        </span>
      </>
    )
  const text = draft.texts[draft.language]
  const mail = proposal.mailbox
    ? `mailto:${proposal.mailbox}?subject=${encodeURIComponent(draft.subjects[draft.language])}&body=${encodeURIComponent(text)}`
    : null
  return (
    <div className="galaxy-draft" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <label>
        <span>{said.draft_language}</span>
        <select value={draft.language} onChange={(event) => write(event.target.value)}>
          {props.languages.map((one) => (
            <option key={one.tag} value={one.tag}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label className="galaxy-draft-text">
        <span>{proposal.draft_heading}</span>
        <textarea
          ref={field}
          dir="auto"
          rows={14}
          lang={draft.language}
          value={text}
          onChange={(event) =>
            setDraft({ ...draft, texts: { ...draft.texts, [draft.language]: event.target.value } })
          }
        />
      </label>
      <p className="galaxy-note">{said.draft_note}</p>
      <div className="galaxy-foot">
        <Copy text={text} label={said.draft_copy} done={said.draft_copied} failed={said.copy_failed} />
        {mail ? (
          <a className="galaxy-link" href={mail}>
            {said.mail}
          </a>
        ) : null}
        <button type="button" className="galaxy-copy" onClick={close}>
          {said.draft_close}
        </button>
        <span role="status">{problem}</span>
      </div>
    </div>
  )
}

export default function Proposals() {
  const openPanel = useSetRecoilState(sideViewState)
  const [all, setAll] = useKept(`all-${props.key}`, false)
  const said = props.labels
  const shown = all ? props.proposals : props.proposals.slice(0, props.shown)

  const cards = {}
  for (const card of props.cards) cards[card.marker] = card

  function open(marker) {
    openPanel({
      title: cards[marker].heading,
      elements: [
        {
          id: `${props.key}-${marker}`,
          type: 'custom',
          name: 'Source',
          display: 'side',
          props: { ...cards[marker], answer: props.key, screen_language: props.language, direction: props.direction }
        }
      ]
    })
  }

  function part(piece, at) {
    if (piece.marker === null)
      return (
        <span key={at} className={piece.partly ? 'galaxy-partly' : undefined} title={piece.partly ? said.partial : undefined}>
          {piece.apart ? <bdi>{piece.text}</bdi> : piece.text}
        </span>
      )
    const card = cards[piece.marker]
    const partly = card.check?.verdict === 'partial' ? ` (${said.partial})` : ''
    return (
      <button
        key={at}
        type="button"
        className="galaxy-marker"
        data-marker={piece.marker}
        aria-label={card.open_label + partly}
        title={card.title}
        onClick={() => open(piece.marker)}
      >
        {piece.text}
      </button>
    )
  }

  function proposal(one) {
    return (
      <li key={one.rank} className="galaxy-proposal">
        <h3>
          <a href={one.address} target="_blank" rel="noopener" title={one.open_label}>
            <bdi>{one.name}</bdi>
          </a>
        </h3>
        <p className="galaxy-about">
          {one.about.map((told) => (
            <span key={told}>
              <bdi>{told}</bdi>
            </span>
          ))}
        </p>
        <ul className="galaxy-reasons">
          {one.reasons.map((reason, at) => (
            <li key={at}>
              {reason.parts.map(part)}
            </li>
          ))}
        </ul>
        {one.gaps.length ? (
          <div className="galaxy-gaps">
            <span>{said.unknown}</span>
            <ul>
              {one.gaps.map((gap) => (
                <li key={gap}>{gap}</li>
              ))}
            </ul>
          </div>
        ) : null}
        {one.mailbox ? (
          <p className="galaxy-contact">
            {said.contact_label}: <bdi>{one.mailbox}</bdi>
          </p>
        ) : null}
        {one.website ? (
          <a className="galaxy-link" href={one.website} target="_blank" rel="noopener noreferrer">
            {said.website}
          </a>
        ) : null}
        <details className="galaxy-why">
          <summary>{said.why}</summary>
          <ul>
            {one.bars.map((bar) => (
              <li key={bar.label}>
                <span>{bar.label}</span>
                <span className="galaxy-points">
                  <bdi>{bar.points}</bdi>
                </span>
                <span
                  className="galaxy-bar"
                  aria-hidden="true"
                  data-takes={bar.share < 0}
                  style={{ inlineSize: `${Math.min(Math.abs(bar.share), 100)}%` }}
                />
              </li>
            ))}
          </ul>
        </details>
        <Draft proposal={one} />
      </li>
    )
  }

  return (
    <div className="galaxy-answer galaxy-proposals" data-answer={props.key} lang={props.language} dir={props.direction}>
      <ol>{shown.map(proposal)}</ol>
      {shown.length < props.proposals.length ? (
        <button type="button" className="galaxy-copy galaxy-more" onClick={() => setAll(true)}>
          {said.more}
        </button>
      ) : null}
      <div className="galaxy-foot">
        <Copy text={props.copy_text} label={said.copy} done={said.copied} failed={said.copy_failed} />
        <span className="galaxy-reference">
          <bdi>{props.reference}</bdi>
        </span>
      </div>
    </div>
  )
}
