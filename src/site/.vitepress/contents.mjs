// The manual's contents, docs/README.md, are the site's sidebar.
import fs from 'node:fs'
import path from 'node:path'

const pages = path.resolve('target/pages')

function title(file) {
  return fs.readFileSync(path.join(pages, file), 'utf8').match(/^# (.*)$/m)[1].replaceAll('`', '')
}

/** A group for each heading, and in it the pages that its table or list names first in a row. */
export function sidebar() {
  const groups = []
  for (const line of fs.readFileSync(path.join(pages, 'index.md'), 'utf8').split('\n')) {
    const heading = line.match(/^## (.*)$/)
    if (heading) {
      groups.push({ text: heading[1], items: [] })
    }
    const page = groups.length && line.match(/^- \[([^\]]+)\]\(\.\/([^)#]+\.md)\)/)
    if (page) {
      groups.at(-1).items.push({ text: page[1], link: '/' + page[2], ...below(page[2]) })
    }
  }
  return groups.filter(group => group.items.length)
}

/** The pages in the folder of one that is its index. */
function below(page) {
  if (!page.endsWith('/index.md')) {
    return {}
  }
  const folder = path.dirname(page)
  const items = fs.readdirSync(path.join(pages, folder))
    .filter(file => file.endsWith('.md') && file !== 'index.md')
    .sort()
    .map(file => ({ text: title(`${folder}/${file}`), link: `/${folder}/${file}` }))
  return { collapsed: true, items }
}
