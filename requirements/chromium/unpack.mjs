// Unpacks the browser's compressed parts into the folder given; taking the archives apart is left to the caller.
import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const target = process.argv[2];
mkdirSync(target, { recursive: true });
for (const part of ["chromium", "al2023.tar", "swiftshader.tar"]) {
  const source = new URL(`node_modules/@sparticuz/chromium/bin/${part}.br`, import.meta.url);
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(`${target}/${part}`));
}
