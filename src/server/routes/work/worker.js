// Looks for a nonce with which Argon2id of `nonce:number` begins with so many zero bits. Says it, or
// nothing where there is no WebAssembly, no module, or no memory.
onmessage = async ({ data: [told, mobile] }) => {
  try {
    const [challenge, memory, bits] = told.split(' ');
    const { instance } = await WebAssembly.instantiateStreaming(fetch('MODULE'));
    const { push, begin, beginning } = instance.exports;
    const salt = new TextEncoder().encode(challenge);
    for (const byte of salt) push(byte);
    for (const byte of new TextEncoder().encode(mobile)) push(byte);
    if (!begin(salt.length, memory)) throw 0;
    let nonce = 0;
    while (beginning(nonce) >>> (32 - bits)) nonce++;
    postMessage(String(nonce));
  } catch {
    postMessage(0);
  }
};
