/** Worker of the Lab's simulations. */
import { serve, type Order, type Progress } from './simulate.ts';

serve(
  {
    postMessage: (progress: Progress) => postMessage(progress),
    addEventListener: (type, listener) =>
      addEventListener(type, (event) => listener(event as MessageEvent<Order>)),
  },
  () => new Promise((resolve) => void setTimeout(resolve)),
);
