// Lists the versions that are in the site's folder, for the selector of each of them, and lets the folder's own address
// lead to the newest release.
import fs from 'node:fs'
import path from 'node:path'
import { directory } from './.vitepress/place.mjs'

/** 1.0.0-SNAPSHOT, 1.0.0-M1, 1.0.0-RC1 and 1.0.0 in this order. */
function parts(version) {
  const [, numbers, word = '~', number = 0] = version.match(/^([\d.]+)(?:-(\D+)(\d*))?$/)
  return [...numbers.split('.').map(Number), word === 'SNAPSHOT' ? '' : word, Number(number)]
}

function newestFirst(a, b) {
  const [left, right] = [parts(a), parts(b)]
  const at = left.findIndex((part, i) => part !== right[i])
  return at < 0 ? 0 : left[at] < right[at] ? 1 : -1
}

const versions = fs.readdirSync(directory)
  .filter(name => /^\d+\.\d+/.test(name) && fs.existsSync(path.join(directory, name, 'index.html')))
  .sort(newestFirst)
const newest = versions.find(version => !version.includes('-')) ?? versions[0]
fs.writeFileSync(path.join(directory, 'versions.json'), JSON.stringify(versions))
fs.writeFileSync(path.join(directory, 'index.html'), `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Rarebit</title>
<meta http-equiv="refresh" content="0; url=${newest}/index.html">
<a href="${newest}/index.html">Rarebit ${newest}</a>
</html>
`)
