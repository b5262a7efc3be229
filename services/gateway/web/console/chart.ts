/** ECharts with nothing but what we draw; comes only where something is drawn. */
import { BarChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer])

export interface Bar {
  name: string
  value: number
}

const BAR_PX = 34
const SPARE_PX = 48
const LONGEST_NAME = 10

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** How high a chart of so many bars is. */
export function chartHeight(count: number): number {
  return count * BAR_PX + SPARE_PX
}

function shorten(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
}

/** Draws into the box, again whenever its width changes; answers what ends it. */
export function drawBars(
  box: HTMLElement,
  bars: readonly Bar[],
  format: (value: number) => string,
): () => void {
  const chart = init(box)
  const ink = token('--ink')
  chart.setOption({
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    grid: { left: 8, right: 96, top: 8, bottom: 8, containLabel: true },
    // Drawn, too: one made of HTML has styles that the policy refuses.
    tooltip: { trigger: 'item', renderMode: 'richText', valueFormatter: (value: unknown) => format(Number(value)) },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map((bar) => bar.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--line-strong') } },
      axisLabel: { color: ink, fontSize: 14, formatter: shorten },
    },
    series: [
      {
        type: 'bar',
        data: bars.map((bar) => bar.value),
        barMaxWidth: 22,
        itemStyle: { color: token('--chart-1'), borderRadius: 3 },
        label: {
          show: true,
          position: 'right',
          color: ink,
          fontSize: 14,
          formatter: (shown: { value: unknown }) => format(Number(shown.value)),
        },
      },
    ],
  })
  const watcher = new ResizeObserver(() => chart.resize())
  watcher.observe(box)
  return () => {
    watcher.disconnect()
    chart.dispose()
  }
}
