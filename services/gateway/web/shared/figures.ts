/** Figures that the hub copied from reports: with the qualifier and the day of their source. */
import { read, readAll, type Schemas } from './api'
import { metricUnits, qualifiers } from './glossary'
import { formatCount, say } from './i18n'
import { fenAsYuan, formatMoneyShort, parseMoney } from './money'

export type Metric = Schemas['metric_entry']
export type FigureRow = Schemas['figure_entry']

/** A metric and the newest figure there is of it. */
export interface Newest {
  metric: Metric
  figure: FigureRow
}

/** 约 7,350 人次: the figure as its source said it. */
export function formatFigure(metric: Metric, figure: FigureRow): string {
  const parts = {
    fen: formatMoneyShort(figure.value),
    basis_points: `${figure.value / 100}%`,
    count: formatCount(figure.value),
    persons: `${formatCount(figure.value)} ${say(metricUnits.persons)}`,
    person_times: `${formatCount(figure.value)} ${say(metricUnits.person_times)}`,
  }
  const qualifier = say(qualifiers[figure.qualifier])
  // 余 comes after the number in Chinese, the others before.
  return figure.qualifier === 'over' && qualifier === '余'
    ? `${parts[metric.unit]}${qualifier}`
    : `${qualifier} ${parts[metric.unit]}`.trim()
}

export async function readNewest(hub: string, signal: AbortSignal): Promise<Newest[]> {
  const [metrics, rows] = await Promise.all([
    readAll((cursor) => read('/v1/hubs/{hub}/metrics', { hub, cursor, limit: 200 }, { signal })),
    readAll((cursor) => read('/v1/hubs/{hub}/figures', { hub, cursor, limit: 200 }, { signal })),
  ])
  return metrics.flatMap((metric) => {
    const figure = newestOf(metric, rows)
    return figure ? [{ metric, figure }] : []
  })
}

export function newestOf(metric: Metric, rows: readonly FigureRow[]): FigureRow | undefined {
  return rows.filter((row) => row.metric === metric.metric).sort((a, b) => b.as_of.localeCompare(a.as_of))[0]
}

/** Money is typed in yuan and a share in per cent; both are kept in hundredths. */
const inHundredths = (unit: Metric['unit']): boolean => unit === 'fen' || unit === 'basis_points'

/** As it is typed: "7350", "12.5". */
export function typedFigure(unit: Metric['unit'], value: number): string {
  return inHundredths(unit) ? fenAsYuan(value).replace(/\.?0+$/, '') : String(value)
}

/** What somebody typed; null if it is no figure of the unit. */
export function parseFigure(unit: Metric['unit'], typed: string): number | null {
  const plain = typed.normalize('NFKC').replace(/[,%\s]/g, '')
  if (inHundredths(unit)) return parseMoney(plain)
  return /^\d{1,15}$/.test(plain) ? Number(plain) : null
}
