"use strict";
// Tells what npos reads in the ESC/POS bytes on its input, as JSON: text, pictures, commands.
// argv[2] is the code page, decoded by iconv-lite, which npos brings.
const iconv = require("iconv-lite");
const npos = require("npos");

const raw = require("fs").readFileSync(0);
const ast = npos.parser().analyze(raw);
if (ast.error) throw ast.error;

const told = ast.tree.map((node) => {
  const own = raw.subarray(node.offset, node.offset + node.length);
  const name = node.ascii + node.fn;
  if (node.code === 2) return { text: iconv.decode(own, process.argv[2]) };
  if (name !== "GSv0") return { command: name, bytes: own.toString("hex") };
  const image = npos.codecs.raster.decode(raw, [node]);
  const row = (y) => Array.from({ length: image.width }, (_, x) => (image.getPixel(x, y) ? "." : "#"));
  return { picture: Array.from({ length: image.height }, (_, y) => row(y).join("")) };
});
process.stdout.write(JSON.stringify(told));
