/** The Lab's simulations off the main thread. */
import { serve, type Order, type Progress } from './simulate.ts';

serve(
  {
    postMessage: (progress: Progress) => postMessage(progress),
    addEventListener: (type, listener) =>
      addEventListener(type, (event) => listener(event as MessageEvent<Order>)),
  },
  () => new Promise((resolve) => void setTimeout(resolve)),
);
