import { BaseEdge, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import type { Line } from './layout'

/** LineView draws a line from the top to the bottom, with corners only between the rows. */
function LineView({ sourceX, sourceY, targetX, targetY, data, label }: EdgeProps & { data?: { line: Line } }) {
  let path = `M${sourceX} ${sourceY}`, x = sourceX
  for (const b of data?.line.bends ?? []) {
    const to = b.x ?? targetX
    path += Math.abs(to - x) < 1 ? '' : `V${b.y}H${to}`
    x = to
  }
  path += `${Math.abs(x - targetX) < 1 ? '' : `V${targetY - 12}H${targetX}`}V${targetY}`
  const label2 = label ? { label, labelX: targetX, labelY: targetY - 16, labelShowBg: true, labelBgPadding: [4, 2] as [number, number] } : {}
  return <BaseEdge path={path} {...label2} />
}

export const LineEdge = memo(LineView)
