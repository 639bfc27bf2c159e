// satori writes texts and pictures as SVG, resvg draws them, sharp lays them over the ground and encodes.
// Usage: node satori_peer.mjs FOLDER OUT WARM, as worker.py says. The ground is decoded once.
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(join(process.env.PEERS_NODE, 'package.json'))
const satori = require('satori').default
const { Resvg } = require('@resvg/resvg-js')
const sharp = require('sharp')
const QUALITY = 88

const [folder, out, warm] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const told = JSON.parse(readFileSync(join(folder, 'scenes.json'), 'utf8'))
const metrics = Object.fromEntries(told.fonts.map((font) => [font.name, font]))
const fonts = told.fonts.map(({ name, path }) => ({ name, data: readFileSync(path), weight: 400, style: 'normal' }))
const pictures = {}
for (const name of new Set(told.scenes.flatMap((s) => [s.ground, ...s.items.map((i) => i.file).filter(Boolean)]))) {
  pictures[name] = `data:image/png;base64,${readFileSync(join(folder, name)).toString('base64')}`
}

const grounds = {}
for (const name of new Set(told.scenes.map((scene) => scene.ground))) {
  const { data, info } = await sharp(join(folder, name)).raw().toBuffer({ resolveWithObject: true })
  grounds[name] = { input: data, raw: { width: info.width, height: info.height, channels: info.channels } }
}

function picture({ file, x, y, width, height }) {
  const style = { position: 'absolute', left: x, top: y, width, height }
  return { type: 'img', props: { src: pictures[file], width, height, style } }
}

function text(piece) {
  const { ascent, descent } = metrics[piece.font]
  const style = {
    position: 'absolute',
    left: piece.x,
    top: piece.baseline - ascent * piece.size,
    fontFamily: piece.font,
    fontSize: piece.size,
    lineHeight: ascent + descent,
    letterSpacing: piece.spacing,
    whiteSpace: 'nowrap',
    color: piece.color,
  }
  return { type: 'div', props: { style, children: piece.text } }
}

async function draw(scene) {
  const { width, height, items } = scene
  const children = items.map((item) => (item.file ? picture(item) : text(item)))
  const tree = { type: 'div', props: { style: { display: 'flex', position: 'relative', width, height }, children } }
  const svg = await satori(tree, { width, height, fonts })
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false } }).render()
  const words = { input: drawn.pixels, raw: { width, height, channels: 4 }, premultiplied: true }
  const ground = grounds[scene.ground]
  return sharp(ground.input, { raw: ground.raw })
    .composite([words])
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer()
}

sharp.cache(false)
sharp.concurrency(1)
mkdirSync(out, { recursive: true })
for (const scene of told.scenes.slice(0, warm)) await draw(scene)
const [cpu, wall] = [[], []]
for (const scene of told.scenes.slice(warm)) {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const data = await draw(scene)
  const used = process.cpuUsage(before)
  cpu.push((used.user + used.system) / 1e3)
  wall.push(performance.now() - started)
  writeFileSync(join(out, `${scene.name}.jpg`), data)
}
const versions = ['satori', '@resvg/resvg-js', 'sharp'].map((name) => `${name} ${version(name)}`).join(', ')
console.log(JSON.stringify({ cpu, wall, versions: `${versions}, Node.js ${process.versions.node}` }))

function version(name) {
  const lock = JSON.parse(readFileSync(join(process.env.PEERS_NODE, 'package-lock.json'), 'utf8'))
  return lock.packages[`node_modules/${name}`].version
}
