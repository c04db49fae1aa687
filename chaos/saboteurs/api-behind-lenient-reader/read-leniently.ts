import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { findRequests, type FoundRequest } from './find-requests.ts'

/** Whoever writes slower than this is answered in parts. */
const SILENT_FOR_MS = 60

/**
 * The bug: a proxy of somebody's own before the api. It takes every line that looks like a request for one, wherever
 * it stands, and hands each on in its own words.
 */
export async function readLeniently(at: { readonly port: number; readonly innerUrl: string }): Promise<void> {
  const server = createServer((socket) => {
    const chunks: Buffer[] = []
    let patience: NodeJS.Timeout | undefined
    socket.on('error', () => undefined)
    socket.on('close', () => clearTimeout(patience))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      clearTimeout(patience)
      patience = setTimeout(() => {
        const text = Buffer.concat(chunks.splice(0)).toString('latin1')
        // What it answers is for whoever looks; that it cannot is the end of the connection.
        answer(socket, findRequests(text), at.innerUrl).catch(() => socket.destroy())
      }, SILENT_FOR_MS)
    })
  })
  server.listen(at.port, '127.0.0.1')
  await once(server, 'listening')
}

async function answer(socket: Socket, requests: readonly FoundRequest[], innerUrl: string): Promise<void> {
  for (const { method, path, headers, body } of requests) {
    const response = await fetch(new URL(path, innerUrl), {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body }),
    })
    const text = await response.text()
    socket.write(
      `HTTP/1.1 ${response.status} As Asked\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    )
  }
  if (requests.length === 0) socket.end()
}
