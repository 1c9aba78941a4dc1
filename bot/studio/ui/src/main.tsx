import { ReactFlowProvider } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import './canvas.css'

const root = document.getElementById('canvas')
if (root) {
  createRoot(root).render(<ReactFlowProvider><App flow={root.dataset.flow!} locale={root.dataset.locale!} review={root.dataset.review ?? ''} /></ReactFlowProvider>)
}
