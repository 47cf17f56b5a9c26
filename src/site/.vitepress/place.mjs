// Where the site is built to, and what its address will be: folder/version, and base/version/.
import path from 'node:path'

export const version = process.env.SITE_VERSION ?? 'dev'
export const directory = path.resolve(process.env.SITE_DIR ?? 'target/site')
/** The path of the folder on its web server, with a slash at its end. */
export const folder = process.env.SITE_BASE ?? '/'
export const base = `${folder}${version}/`
