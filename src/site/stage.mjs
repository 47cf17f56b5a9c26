// Makes the pages that VitePress builds from the manual: docs/ and three pages of the root. What a page links to and is no
// page, such as a POM, becomes a text file of the site. A link that leads nowhere ends the build.
import fs from 'node:fs'
import path from 'node:path'
import { directory, version } from './.vitepress/place.mjs'

const root = path.resolve('../..')
const target = path.resolve('target/pages')
const files = path.join(target, 'public/files')

/** Where a page of the project is in the site. */
const places = new Map([
  ['README.md', 'index.md'], // the site begins with the manual's contents
  ['CONTRIBUTING.md', 'contributing.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['SECURITY.md', 'reporting.md']
])
for (const file of fs.readdirSync(path.join(root, 'docs'), { recursive: true })) {
  if (file.endsWith('.md')) {
    places.set(path.join('docs', file), file.replace(/README\.md$/, 'index.md'))
  }
}

function linked(page, link) {
  if (/^[a-z]+:|^#/.test(link)) {
    return link
  }
  const [to, anchor] = link.split('#')
  const file = path.normalize(path.join(path.dirname(page), to))
  if (places.has(file)) {
    const relative = path.relative(path.dirname(places.get(page)), places.get(file))
    return (relative.startsWith('.') ? relative : './' + relative) + (anchor ? '#' + anchor : '')
  }
  const source = path.join(root, file)
  if (file.startsWith('..') || !fs.existsSync(source) || fs.statSync(source).isDirectory()) {
    throw new Error(`${page}: "${link}" leads to no page and no file`)
  }
  if (/\.(png|svg)$/.test(file)) {
    copy(source, path.join(target, 'images', path.basename(file)))
    return path.posix.join(path.relative(path.dirname(places.get(page)), 'images') || '.', path.basename(file)).replace(/^(?!\.)/, './')
  }
  copy(source, path.join(files, file + '.txt')) // so that browsers show it
  return '/files/' + file + '.txt'
}

function copy(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.copyFileSync(from, to)
}

/** The text with its links turned to the site; code stays as it is. */
function staged(page, text) {
  return text
    .split(/(^```[^]*?^```$)/m)
    .map((part, index) =>
      index % 2 ? part : part.replace(/\]\(([^)\s]+)\)/g, (_, link) => `](${linked(page, link)})`))
    .join('')
}

fs.rmSync(target, { recursive: true, force: true })
fs.rmSync(path.join(directory, version), { recursive: true, force: true }) // VitePress leaves what is there
for (const [page, place] of places) {
  if (page === 'README.md') {
    continue
  }
  const to = path.join(target, place)
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.writeFileSync(to, staged(page, fs.readFileSync(path.join(root, page), 'utf8')))
}
copy('icon.svg', path.join(target, 'public/icon.svg'))
fs.cpSync('target/reports/apidocs', path.join(target, 'public/javadoc'), { recursive: true })

// some JDKs come without the fonts that their Javadoc's style sheet asks for
const style = path.join(target, 'public/javadoc/stylesheet.css')
fs.writeFileSync(style, fs.readFileSync(style, 'utf8').replace(/@import url\('(.*)'\);/g, (line, font) =>
  fs.existsSync(path.join(path.dirname(style), font)) ? line : ''))
