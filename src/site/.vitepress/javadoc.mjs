// Lets a class of the API lead to its Javadoc where a page first names it.
import fs from 'node:fs'
import path from 'node:path'
import { base } from './place.mjs'

const javadoc = path.resolve('target/reports/apidocs')

/** Addresses by simple name; of two classes with one name neither. */
function classes() {
  const found = new Map()
  for (const file of fs.readdirSync(javadoc, { recursive: true })) {
    const name = path.basename(file, '.html')
    if (file.startsWith('org/') && /^[A-Z]\w*\.html$/.test(path.basename(file))) {
      found.set(name, found.has(name) ? undefined : base + 'javadoc/' + file)
    }
  }
  return found
}

export function linkToJavadoc(md) {
  const addresses = classes()
  md.core.ruler.push('javadoc', state => {
    const named = new Set()
    state.tokens.forEach((block, i) => {
      if (block.type === 'inline' && state.tokens[i - 1]?.type !== 'heading_open') {
        block.children = withLinks(block.children, named, addresses, state.Token)
      }
    })
  })
}

function withLinks(tokens, named, addresses, Token) {
  let inLink = 0
  return tokens.flatMap(token => {
    inLink += token.type === 'link_open' ? 1 : token.type === 'link_close' ? -1 : 0
    const name = token.type === 'code_inline' && !inLink && token.content.replace(/^@/, '')
    const address = name && !named.has(name) && addresses.get(name)
    if (!address) {
      return [token]
    }
    named.add(name)
    const open = new Token('link_open', 'a', 1)
    open.attrs = [['href', address], ['target', '_self']] // no page of VitePress
    return [open, token, new Token('link_close', 'a', -1)]
  })
}
