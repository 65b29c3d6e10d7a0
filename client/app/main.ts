/** Starts the page. */
import { mount } from 'svelte';
import App from './App.svelte';
import './fonts.css';
import './app.css';
import { theme } from '../ui/theme.svelte.ts';

theme.follow();
mount(App, { target: document.getElementById('app')! });
