import { defineConfig } from 'vitepress'
import { sidebar } from './contents.mjs'
import { linkToJavadoc } from './javadoc.mjs'
import { base, directory, version } from './place.mjs'

/** As on the pages where the manual is read beside its sources. */
function anchor(heading) {
  return heading.toLowerCase().replace(/[^a-z0-9_ -]/g, '').replaceAll(' ', '-')
}

/** A column of names needs no heading; an empty one is nothing that can be read aloud. */
function emptyHeadersAreCells(md) {
  md.core.ruler.push('empty-headers', state => {
    state.tokens.forEach((token, i) => {
      if (token.type === 'th_open' && !state.tokens[i + 1].content) {
        token.tag = state.tokens[i + 2].tag = 'td'
      }
    })
  })
}

export default defineConfig({
  title: 'Rarebit',
  description: 'Jakarta EE applications and Python services call each other over RabbitMQ',
  lang: 'en',
  base,
  srcDir: 'target/pages',
  srcExclude: ['public/**'],
  outDir: `${directory}/${version}`,
  cacheDir: 'target/cache',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: anchor },
    config(md) {
      linkToJavadoc(md)
      emptyHeadersAreCells(md)
      // commands are written by indentation: they look like other code, and can be copied
      md.renderer.rules.code_block = (...of) => md.renderer.rules.fence(...of)
    }
  },
  themeConfig: {
    version,
    nav: [
      { text: 'Manual', link: '/index.md' },
      { text: 'Javadoc', link: '/javadoc/index.html', target: '_self' },
      { text: 'Changes', link: '/changelog.md' }
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: 'Previous page', next: 'Next page' }
  }
})
