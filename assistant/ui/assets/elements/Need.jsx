// A need as it was understood: its words quoted, and a chip for each country, region,
// sector, goal, role and kind. Chips are taken away and added here; the server matches anew. What is
// on the screen stays: the new proposals come as a turn of their own.
// Every string is put on the screen as text; nothing is read as Markdown or HTML.
import { useRef, useState } from 'react'

// Chainlit draws all anew when an answer begins or ends: what was changed is kept.
const kept = (window.galaxyKept ??= {})

export default function Need() {
  const id = `need-${props.key}`
  const [chips, setChips] = useState(kept[id] ?? props.chips)
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState('')
  const choice = useRef(null)
  const said = props.labels

  const inChoice = {}
  for (const group of props.choices) for (const one of group.choices) inChoice[`${one.what} ${one.value}`] = one
  const taken = new Set(chips.map((chip) => `${chip.what} ${chip.value}`))

  function change(next) {
    kept[id] = next
    setChips(next)
    setTold('')
  }

  function remove(chip) {
    change(chips.filter((one) => one !== chip))
    choice.current?.focus()
  }

  function add() {
    const chip = inChoice[choice.current.value]
    if (!chip || taken.has(choice.current.value)) return
    const single = chip.what === 'role' || chip.what === 'kind'
    const order = ['countries', 'regions', 'sectors', 'sdgs', 'role', 'kind']
    const others = single ? chips.filter((one) => one.what !== chip.what) : chips
    change([...others, chip].sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what)))
    choice.current.value = ''
  }

  async function again() {
    const values = (what) => chips.filter((chip) => chip.what === what).map((chip) => chip.value)
    setBusy(true)
    setTold('')
    try {
      const answer = await callAction({
        name: 'match_again',
        payload: {
          key: props.key,
          need: {
            countries: values('countries'),
            regions: values('regions'),
            sectors: values('sectors'),
            sdgs: values('sdgs'),
            role: values('role')[0] ?? null,
            kind: values('kind')[0] ?? null
          }
        }
      })
      if (!answer?.success) setTold(said.failed)
      else if (answer.response?.problem) setTold(answer.response.problem)
      else {
        // This need stays what its own proposals were made for.
        change(props.chips)
        setTold(said.matched)
      }
    } catch {
      setTold(said.failed)
    }
    setBusy(false)
  }

  return (
    <section
      className="galaxy-need"
      aria-label={said.need}
      data-need={props.key}
      lang={props.language}
      dir={props.direction}
    >
      <h3>
        {said.need}
        {props.is_edited ? <span className="galaxy-edited"> · {said.edited}</span> : null}
      </h3>
      <blockquote dir="auto">{props.topic}</blockquote>
      {chips.length ? (
        <ul className="galaxy-chips">
          {chips.map((chip) => (
            <li key={`${chip.what} ${chip.value}`} data-what={chip.what}>
              <bdi>{chip.name}</bdi>
              <button
                type="button"
                aria-label={said.remove.split('{name}').join(chip.name)}
                onClick={() => remove(chip)}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="galaxy-note">{said.nothing_chosen}</p>
      )}
      <div className="galaxy-change">
        <label>
          <span>{said.add_label}</span>
          <select ref={choice} defaultValue="">
            <option value="">{said.choose}</option>
            {props.choices.map((group) => (
              <optgroup key={group.label} label={group.label}>
                {group.choices.map((one) => (
                  <option key={one.value} value={`${one.what} ${one.value}`} disabled={taken.has(`${one.what} ${one.value}`)}>
                    {one.name}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        <button type="button" onClick={add}>
          {said.add}
        </button>
        <button type="button" className="galaxy-again" disabled={busy} aria-busy={busy} onClick={again}>
          {said.again}
        </button>
      </div>
      <p role="status" className="galaxy-note">
        {told}
      </p>
    </section>
  )
}
