/** The tests' own store is worth what it promises. */
import { describe } from 'vitest';
import { MemoryStore } from '../../support/memory-store.ts';
import { describeStore } from './store-contract.ts';

describe('the store in memory keeps the contract', () => describeStore(async () => new MemoryStore()));
