import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

import { Registration } from './registration.jsx';

const server = import.meta.env.VITE_MENSHEN ?? 'http://127.0.0.1:3000';

function App() {
  const [isThere, setThere] = useState(true);
  return (
    <main>
      <h1>Register</h1>
      {isThere && <Registration server={server} />}
      <p><button onClick={() => setThere(!isThere)}>{isThere ? 'Close' : 'Open'}</button></p>
    </main>
  );
}

createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>);
