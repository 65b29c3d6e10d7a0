/** The part of the package qrcode that pages use: @types/qrcode would bring Node's globals with it. */
declare const qrcode: {
  create: (
    text: string,
    options: { errorCorrectionLevel: 'M' },
  ) => { modules: { size: number; data: Uint8Array } };
};
export default qrcode;
