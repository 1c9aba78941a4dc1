import { useEffect, useState } from 'react'
import * as api from './api'
import type { Canvas, Preview } from './types'
import { t } from './words'

/** Previews shows a step as a young person gets it: by the real bot, from this draft, on each network, in two languages. */
export function Previews({ canvas, step }: { canvas: Canvas; step: string }) {
  const [second, setSecond] = useState('ar-XB')
  const [country, setCountry] = useState('')
  const [all, setAll] = useState<Preview[]>([])
  const [error, setError] = useState('')
  const locales = [...new Set([canvas.locale, second])]
  const asked = locales.join(' ')
  useEffect(() => {
    let stale = false
    if (country !== '' && !/^[A-Z]{2}$/.test(country)) return
    api.preview(canvas.flow, step, asked.split(' '), country).then(
      got => { if (!stale) { setAll(got.previews); setError('') } },
      (e: Error) => { if (!stale) { setAll([]); setError(e.message || t('away')) } },
    )
    return () => { stale = true }
  }, [canvas.version, canvas.flow, step, asked, country])
  return <section className="pv" aria-labelledby="pv-h">
    <details open><summary><h2 id="pv-h">{t('preview')}</h2></summary>
      <div className="fl">
        <label className="lb">{t('preview.second')} <select className="f small" value={second} onChange={e => setSecond(e.target.value)}>
          {canvas.locales.filter(l => l.tag !== canvas.locale).map(l => <option key={l.tag} value={l.tag}>{l.name}</option>)}
          <option value="ar-XB">{t('preview.rtl')}</option></select></label>
        <label className="lb">{t('preview.country')} <input className="f small" size={3} maxLength={2} value={country} autoCapitalize="characters" autoComplete="off" onChange={e => setCountry(e.target.value.toUpperCase())} /></label>
        <span className="m">{t('preview.how')}</span>
        <a className="bt x" href="/try">{t('try')}</a>
      </div>
      <div aria-live="polite">{error && <p className="alert">{error}</p>}</div>
      <div className="phones" tabIndex={0} role="group" aria-label={t('preview')}>
        {all.map(p => <figure key={p.channel + p.locale} className={'ph ' + p.channel}>
          <figcaption>{t('channel.' + p.channel)} <span className="m">{p.locale}</span></figcaption>
          <div lang={p.locale} dir={p.direction}>
            {p.messages.map((m, i) => <p key={i} dir="auto">{m.text}{p.limits.text > 0 && m.length > p.limits.text && <em className="over" dir="ltr">{t('count', { Name: m.length, Count: p.limits.text })}</em>}</p>)}
            {p.choices.map((c, i) => <span key={i} className={'pill' + (c.over ? ' over' : '')}>{c.label}{c.over && p.limits.label > 0 && <em dir="ltr"> {t('count', { Name: c.length, Count: p.limits.label })}</em>}</span>)}
          </div>
        </figure>)}
      </div>
    </details>
  </section>
}
