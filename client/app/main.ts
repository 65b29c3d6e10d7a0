/** Entry point: mounts the app. */
import { mount } from 'svelte';
import App from './App.svelte';
import './fonts.css';
import './app.css';
import { storage } from '../storage/storage.ts';
import type { Theme } from '../ui/colour.ts';
import { theme } from '../ui/theme.svelte.ts';
import { followTranslator } from './page-translation.ts';

theme.follow(storage.get<Theme>('theme'), (chosen) => storage.set('theme', chosen));
followTranslator(document.body);
const target = document.getElementById('app');
// browser.js has taken it where the browser is too old
if (target) mount(App, { target });
